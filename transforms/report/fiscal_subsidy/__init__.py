"""Request for the fiscal subsidy (财政补助资金申请): a numbered letter with enrolled persons × share of each level."""
