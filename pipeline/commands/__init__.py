"""The command `campaign`: options, tables and messages for a terminal. No step lives here."""
