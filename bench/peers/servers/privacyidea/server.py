"""What gunicorn serves."""

from pathlib import Path

from privacyidea.app import create_app

CONFIGURATION = str(Path(__file__).with_name("pi.cfg"))

application = create_app(config_name="production", config_file=CONFIGURATION, silent=True)
