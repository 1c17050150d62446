"""`hash_cost.py TIMES`: milliseconds of CPU that comparing one password takes."""

import sys
import time

from flask_security import hash_password, verify_password
from server import app

times = int(sys.argv[1])
with app.app_context():
    stored = hash_password("three lemons under an umbrella")
    verify_password("three lemons under an umbrella", stored)
    before = time.process_time()
    for _ in range(times):
        assert verify_password("three lemons under an umbrella", stored)
    print((time.process_time() - before) / times * 1000)
