-- Explanations go with the last person of their situation: an index finds whether anybody is left in it.
-- Those that nobody refers to any more are taken away once.

CREATE INDEX dues_situation ON core.dues (campaign_id, situation_key);

DELETE FROM core.explanation AS e
WHERE
    NOT EXISTS (
        SELECT FROM core.dues AS d WHERE d.campaign_id = e.campaign_id AND d.situation_key = e.situation_key
    );
