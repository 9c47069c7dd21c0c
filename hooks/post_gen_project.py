# Runs in the new directory, rendered by cookiecutter: the clone's path and the answers are filled in as JSON.
import sys
from pathlib import Path

sys.path.insert(0, str(Path({{ clone_root | tojson }}) / "generator"))

from terracutter import cookiecutter_door  # noqa: E402

cookiecutter_door.generate(r'''{{ cookiecutter | tojson }}''', Path.cwd())
