"""Step 7, publish: compose, store and mail the reports that are due."""
