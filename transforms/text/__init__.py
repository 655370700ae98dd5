"""Text and figures: folding, money, ratios, Chinese labels."""
