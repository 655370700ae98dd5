"""The strict model of a policy pack."""
