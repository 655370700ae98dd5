-- One row: the state of one delivery.
SELECT d.state FROM landing.delivery AS d WHERE d.campaign_id = :campaign_id AND d.delivery_id = :delivery_id
