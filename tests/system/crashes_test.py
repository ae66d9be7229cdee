"""The kills of spool_test and of kills_test, fifty rounds of each."""
import unittest

import kills_test
import spool_test


class ManyKills(spool_test.Kills):
    rounds = 50


class ManyKillsOfTheBroker(kills_test.Kills):
    rounds = 50


def load_tests(loader, tests, pattern):
    return unittest.TestSuite(map(loader.loadTestsFromTestCase, (ManyKills, ManyKillsOfTheBroker)))


if __name__ == '__main__':
    unittest.main()
