"""The story of China's export quotas on rare earths, 2009 to 2015, and of two months without any for Japan.

Claims about the composite are about the instant of an event, so that they hold whatever prices do between events.
"""
import unittest

import programs
import told

RECORDING = programs.RECORDINGS / '2010-rare-earths'
QUOTA = '2010-07-08T12:00:00.000000000Z'
BAN = '2010-09-23T12:00:00.000000000Z'
HALT = '2010-10-25T12:00:00.000000000Z'
RESUMED = '2010-11-20T00:00:00.000000000Z'
COMPLAINT = '2012-03-13T12:00:00.000000000Z'
RULING = '2014-03-26T12:00:00.000000000Z'
NO_QUOTA = '2015-01-01T00:00:00.000000000Z'
IMPORTERS = ('US', 'EU', 'JP')
EMBARGO = ('press/nyt', 'embargo-japan')


def setUpModule():
    global story
    story = told.story_of(RECORDING)


def change(region, when):
    return story.change('rare-earths', region, when)


class Quotas(unittest.TestCase):
    def test_the_quota_of_2010_raises_every_importer(self):
        for region in IMPORTERS:
            self.assertGreater(change(region, QUOTA), 2, region)

    def test_it_cuts_what_the_quota_of_2009_allowed_beyond_it(self):
        # f of the Chinese lane is 30258 / 50145; nobody is known to have idle capacity, so the loss is not replaced.
        _, gap = story.around('gap', 'rare-earths', 'JP', QUOTA)
        self.assertAlmostEqual(gap, (1 - 30258 / 50145) * 20000 / 24507, delta=1e-6)

    def test_it_does_not_raise_china(self):
        self.assertLess(change('CN', QUOTA), 0)

    def test_the_end_of_the_quotas_lowers_every_importer(self):
        for region in IMPORTERS:
            self.assertLess(change(region, NO_QUOTA), -2, region)
            self.assertTrue(story.alerts_of('relief', 'rare-earths', region, when=NO_QUOTA), region)

    def test_a_complaint_and_a_ruling_change_no_flow(self):
        for name in ('gap', 'concentration', 'reliance'):
            for when in (COMPLAINT, RULING):
                before, after = story.around(name, 'rare-earths', 'JP', when)
                self.assertEqual(before, after, f'{name} at {when}')


class Embargo(unittest.TestCase):
    def test_it_raises_japan_most(self):
        japan = change('JP', BAN)
        self.assertGreater(japan, 2)
        for region in ('US', 'EU', 'CN'):
            self.assertLess(change(region, BAN), japan, region)

    def test_it_does_not_raise_china(self):
        self.assertLess(change('CN', BAN), 0)

    def test_a_rumour_of_more_raises_the_us_and_the_eu_a_little(self):
        for region in ('US', 'EU'):
            self.assertGreater(change(region, HALT), 0.2, region)
            self.assertLess(change(region, HALT), change('JP', BAN), region)

    def test_japan_falls_when_it_ends(self):
        self.assertAlmostEqual(change('JP', RESUMED), -change('JP', BAN), delta=0.05)

    def test_its_alerts_name_it(self):
        self.assertTrue(story.alerts_of('state', 'rare-earths', 'JP', EMBARGO, BAN))
        self.assertTrue(story.alerts_of('relief', 'rare-earths', 'JP', EMBARGO, RESUMED))


class Whole(told.Whole, unittest.TestCase):
    recording = RECORDING

    def test_estimates_are_told_as_such(self):
        for region in IMPORTERS:
            for output in story.indicators('composite', 'rare-earths', region):
                self.assertEqual(output['state'], 'indicative', output)
                self.assertIn('estimate', output['reason'], output)


if __name__ == '__main__':
    unittest.main(verbosity=2)
