#!/bin/sh
# The `campaign` command inside the image; see `campaign --help`.
exec python -m pipeline.commands.main "$@"
