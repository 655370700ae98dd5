"""资金核查表: what is to be checked about the money of a campaign, by subject and unit. No person is in it."""
