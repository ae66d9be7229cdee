"""The kills of spool_test, fifty rounds of them."""
import unittest

import spool_test


class ManyKills(spool_test.Kills):
    rounds = 50


def load_tests(loader, tests, pattern):
    return loader.loadTestsFromTestCase(ManyKills)


if __name__ == '__main__':
    unittest.main()
