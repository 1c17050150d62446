"""`hash_cost.py TIMES`: milliseconds of CPU that comparing one password takes."""

import sys
import time

import django

django.setup()

from django.contrib.auth.hashers import check_password, make_password

times = int(sys.argv[1])
stored = make_password("three lemons under an umbrella")
check_password("three lemons under an umbrella", stored)
before = time.process_time()
for _ in range(times):
    assert check_password("three lemons under an umbrella", stored)
print((time.process_time() - before) / times * 1000)
