"""Settlement of what funds pay (代缴资金结算): a numbered letter to each fund, and the list of persons behind it."""
