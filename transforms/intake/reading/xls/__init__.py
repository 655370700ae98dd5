"""Reading of old workbooks: BIFF records in an OLE container."""
