"""The board: figures of a campaign as web pages for officials. Pure: models of the pages, and their HTML."""
