"""`hash_cost.py TIMES`: milliseconds of CPU that comparing one password takes."""

import sys
import time

import django

django.setup()

from django.contrib.auth.hashers import check_password, make_password

times = int(sys.argv[1])
stored = make_password("correct horse battery staple")
check_password("correct horse battery staple", stored)
before = time.process_time()
for _ in range(times):
    assert check_password("correct horse battery staple", stored)
print((time.process_time() - before) / times * 1000)
