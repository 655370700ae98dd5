"""Poster of a unit's progress for public posting (张榜公布): one page, figures only."""
