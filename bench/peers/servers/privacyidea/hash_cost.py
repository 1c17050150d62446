"""`hash_cost.py TIMES`: milliseconds of CPU that comparing one password takes."""

import sys
import time

from privacyidea.lib.crypto import pass_hash, verify_pass_hash
from server import application

times = int(sys.argv[1])
with application.app_context():
    stored = pass_hash("three lemons under an umbrella")
    verify_pass_hash("three lemons under an umbrella", stored)
    before = time.process_time()
    for _ in range(times):
        assert verify_pass_hash("three lemons under an umbrella", stored)
    print((time.process_time() - before) / times * 1000)
