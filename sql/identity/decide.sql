-- One row per decision of an official about a pair.
INSERT INTO vault.review_decision (
    review_id, decision_no, verdict, decided_by, reason, campaign_id, committed_no, business_date, decided_at
)
VALUES (
    :review_id, :decision_no, :verdict, :decided_by, :reason, :campaign_id, :committed_no, :business_date, :now
)
