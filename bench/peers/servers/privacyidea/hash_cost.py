"""`hash_cost.py TIMES`: milliseconds of CPU that comparing one password takes."""

import sys
import time

from privacyidea.lib.crypto import pass_hash, verify_pass_hash
from server import application

times = int(sys.argv[1])
with application.app_context():
    stored = pass_hash("correct horse battery staple")
    verify_pass_hash("correct horse battery staple", stored)
    before = time.process_time()
    for _ in range(times):
        assert verify_pass_hash("correct horse battery staple", stored)
    print((time.process_time() - before) / times * 1000)
