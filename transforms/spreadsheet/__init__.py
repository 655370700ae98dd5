"""Writing spreadsheets whose cells a spreadsheet program cannot run."""
