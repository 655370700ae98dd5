"""The board: read a campaign's figures for web pages, as the role `board` and within the reader's rights."""
