"""The state of a campaign on a day, read for `campaign progress`: figures, open matters, publications, next slots."""
