-- Takes the index away again; explanations that nobody refers to then stay until everybody is assessed.

DROP INDEX core.dues_situation;
