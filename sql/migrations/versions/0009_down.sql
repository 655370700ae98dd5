-- Takes decisions and feedback away again.
DROP TABLE landing.feedback;
DROP TABLE landing.decision;
