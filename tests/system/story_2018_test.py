"""The story of Rusal, April 2018 to January 2019: designated, wound down, delisted.

Claims about the composite are about the instant of an event, so that they hold whatever prices do between events.
"""
import json
import unittest

import programs
import told

RECORDING = programs.RECORDINGS / '2018-rusal'
ANNOUNCED = '2018-03-08T12:00:00.000000000Z'
DUTY = '2018-03-23T00:00:00.000000000Z'
EVERYBODY = '2018-06-01T00:00:00.000000000Z'
DESIGNATION = '2018-04-06T12:00:00.000000000Z'
LICENCE_14 = '2018-04-23T12:00:00.000000000Z'
LICENCE_14B = '2018-10-12T12:00:00.000000000Z'
NOTICE = '2018-12-19T12:00:00.000000000Z'
POSTPONED = '2019-01-18T00:00:00.000000000Z'
DELISTING = '2019-01-27T12:00:00.000000000Z'
RUSAL = ('official/us', 'designation-rusal')
TARGETS = ('US', 'EU', 'JP', 'GB')


def setUpModule():
    global story
    story = told.story_of(RECORDING)


class Sanctions(unittest.TestCase):
    def test_the_designation_raises_every_region_it_touches(self):
        for region in TARGETS:
            self.assertGreater(story.change('aluminum', region, DESIGNATION), 2, region)

    def test_the_designation_does_not_raise_those_still_open_to_rusal(self):
        for region in ('CN', 'KR', 'IN'):
            self.assertLess(story.change('aluminum', region, DESIGNATION), 0, region)

    def test_a_longer_wind_down_lowers_the_regions_it_touches(self):
        for when in (LICENCE_14, LICENCE_14B):
            for region in TARGETS:
                self.assertLess(story.change('aluminum', region, when), -0.5, f'{region} at {when}')

    def test_the_notice_of_an_end_lowers_them_before_the_end(self):
        for region in TARGETS:
            self.assertLess(story.change('aluminum', region, NOTICE), -2, region)

    def test_the_delisting_lowers_them_again(self):
        for region in TARGETS:
            self.assertLess(story.change('aluminum', region, DELISTING), -0.5, region)

    def test_after_the_delisting_nothing_is_left_of_the_sanctions_in_the_eu(self):
        before, _ = story.around('concentration', 'aluminum', 'EU', DESIGNATION)
        _, after = story.around('concentration', 'aluminum', 'EU', DELISTING)
        self.assertAlmostEqual(after, before, delta=1e-6)
        _, x = story.around('gap', 'aluminum', 'EU', DELISTING, 'x')
        self.assertEqual(x, 0)

    def test_state_alerts_name_the_designation_as_their_cause(self):
        for region in TARGETS:
            self.assertTrue(story.alerts_of('state', 'aluminum', region, RUSAL, DESIGNATION), region)

    def test_the_delisting_is_a_relief(self):
        for region in TARGETS:
            self.assertTrue(story.alerts_of('relief', 'aluminum', region, RUSAL, DELISTING), region)

    def test_the_end_that_is_told_to_congress_is_warned_of(self):
        warnings = [a for a in story.alerts_of('state', 'aluminum', 'US') if a['reason'].startswith('ends in 7 days')]
        self.assertIn('2019-01-11T00:00:00.000000000Z', [a['time'] for a in warnings])

    def test_a_postponed_end_does_not_end_by_itself(self):
        found = [a for kind in ('state', 'relief') for a in story.alerts_of(kind, when=POSTPONED)]
        self.assertEqual([a for a in found if a['state'] != 'resolved'], [])
        before, after = story.around('gap', 'aluminum', 'EU', POSTPONED)
        self.assertEqual(before, after)


class Duty(unittest.TestCase):
    def test_a_duty_with_exemptions_raises_the_us_when_announced_and_when_it_begins(self):
        for when in (ANNOUNCED, DUTY):
            self.assertGreater(story.change('aluminum', 'US', when), 0.5, when)

    def test_metal_turned_away_raises_nobody_else(self):
        for region in ('EU', 'JP', 'CN', 'KR', 'GB', 'IN'):
            for when in (ANNOUNCED, DUTY):
                self.assertLess(story.change('aluminum', region, when), 0, f'{region} at {when}')

    def test_a_duty_on_nearly_all_costs_more_and_moves_less(self):
        before, after = story.around('tariff_cost', 'aluminum', 'US', EVERYBODY)
        self.assertGreater(after, before)
        before, after = story.around('gap', 'aluminum', 'US', EVERYBODY)
        self.assertLess(after, before)


class Prices(unittest.TestCase):
    """What a close is, and what is none."""

    def events(self):
        return [json.loads(line) for line in (RECORDING / 'events.ndjson').read_text().splitlines()]

    def test_the_closes_around_the_record_fall_are_there(self):
        closes = {e['time']: e['value'] for e in self.events() if e.get('series') == 'LME.AL.3M'}
        self.assertEqual(closes, {'2018-04-20T16:00:00Z': 2489, '2018-04-23T16:00:00Z': 2254.5})
        self.assertAlmostEqual(2254.5 / 2489 - 1, -0.0942, delta=5e-5)

    def test_monthly_averages_have_a_series_of_their_own(self):
        months = [e for e in self.events() if e.get('source') == 'imf/pcp']
        self.assertEqual(len(months), 11)
        self.assertEqual({e['series'] for e in months}, {'LME.AL.CASH.MONTHLY'})


class Whole(told.Whole, unittest.TestCase):
    recording = RECORDING

    def test_every_alert_lists_its_causes(self):
        self.assertTrue(story.alerts)
        for alert in story.alerts:
            if alert['kind'] in ('state', 'relief', 'gap', 'level'):
                self.assertTrue(told.causes(alert), alert)


if __name__ == '__main__':
    unittest.main(verbosity=2)
