"""The known truth: the state that the product must arrive at, calculated apart from the product."""
