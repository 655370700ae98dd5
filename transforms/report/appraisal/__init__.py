"""The appraisal (考核): points of each unit by the formula of the pack, rank, awards and work money."""
