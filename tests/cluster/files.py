"""Paths of the compose file and of the script that generates its environment."""

from __future__ import annotations

from pipeline.runtime.settings import REPOSITORY

MAKER = REPOSITORY / "docker" / "make_env.sh"

COMPOSE_FILE = REPOSITORY / "docker-compose.yml"
