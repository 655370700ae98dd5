"""Step 4, merge: write clean rows as dated facts in one transaction per delivery."""
