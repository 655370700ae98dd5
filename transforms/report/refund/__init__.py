"""Refunds that the tax bureau is asked for (退费清单): a numbered list of receipts with their persons."""
