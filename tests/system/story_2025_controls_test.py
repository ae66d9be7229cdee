"""The story of China's controls on rare earths in 2025: licences, controls, a suspension, and a date without a word.

Claims about the composite are about the instant of an event, so that they hold whatever prices do between events.
"""
import json
import unittest

import programs
import told

RECORDING = programs.RECORDINGS / '2025-rare-earth-controls'
LICENCES = '2025-04-04T12:00:00.000000000Z'
FLOOR = '2025-07-10T12:00:00.000000000Z'
CONTROLS = '2025-10-09T12:00:00.000000000Z'
FACT_SHEET = '2025-11-01T12:00:00.000000000Z'
SUSPENSION = '2025-11-07T12:00:00.000000000Z'
REMINDER = '2025-11-07T18:00:00.000000000Z'
RETURN = '2026-11-10T00:00:00.000000000Z'
IMPORTERS = ('US', 'EU', 'JP', 'IN')
OCTOBER = ('official/cn', 'announcements-55-62-2025')
APRIL = ('official/cn', 'announcement-18-2025')


def setUpModule():
    global story
    story = told.story_of(RECORDING)


def change(region, when):
    return story.change('rare-earths', region, when)


def data_alerts(region, when, words):
    return [a for a in story.alerts_of('data', 'rare-earths', region, when=when) if words in a['reason']]


class Controls(unittest.TestCase):
    def test_the_licences_of_april_raise_every_importer(self):
        for region in IMPORTERS:
            self.assertGreater(change(region, LICENCES), 5, region)

    def test_a_region_without_figures_has_no_composite_instead_of_a_guess(self):
        for region in ('KR', 'GB'):
            self.assertEqual(story.indicators('composite', 'rare-earths', region), [])

    def test_the_controls_of_october_raise_every_importer(self):
        for region in IMPORTERS:
            self.assertGreater(change(region, CONTROLS), 0.5, region)

    def test_they_do_not_raise_china(self):
        for when in (LICENCES, CONTROLS):
            self.assertLess(change('CN', when), 0, when)

    def test_the_suspension_lowers_every_importer(self):
        for region in IMPORTERS:
            self.assertLess(change(region, SUSPENSION), -0.5, region)
            self.assertTrue(story.alerts_of('relief', 'rare-earths', region, OCTOBER, SUSPENSION), region)

    def test_the_price_floor_is_a_relief_that_moves_nothing_for_two_years(self):
        self.assertAlmostEqual(change('US', FLOOR), 0, delta=0.01)
        before, after = story.around('pipeline', 'rare-earths', 'US', FLOOR)
        self.assertEqual(before, after)
        self.assertTrue(story.alerts_of('relief', 'rare-earths', 'US', when=FLOOR))

    def test_the_magnet_plant_is_listed_as_a_forward_measure(self):
        board = programs.call(programs.OREWATCH, 'show', '--log', story.recording, '--output', 'json')
        lines = [json.loads(line) for line in board.splitlines()]
        self.assertEqual([m.get('forward') for m in lines if m.get('policy') == 'us-magnets-2028'], [True])


class Dissent(unittest.TestCase):
    """The White House and the ministry read one deal in two ways."""

    def test_the_white_house_lowers_the_risk_and_raises_a_data_alert(self):
        for region in IMPORTERS:
            self.assertLess(change(region, FACT_SHEET), -2, region)
            self.assertTrue(data_alerts(region, FACT_SHEET, 'contradict'), region)

    def test_the_ministry_takes_it_back(self):
        for region in IMPORTERS:
            self.assertGreater(change(region, REMINDER), 2, region)
            self.assertTrue(story.alerts_of('state', 'rare-earths', region, APRIL, REMINDER), region)

    def test_the_contradiction_stays(self):
        for region in IMPORTERS:
            found = [a for a in story.alerts_of('data', 'rare-earths', region) if a['id'] == self.dissent(region)]
            self.assertEqual([a['state'] for a in found], ['firing'], region)

    def dissent(self, region):
        return data_alerts(region, FACT_SHEET, 'contradict')[0]['id']


class Return(unittest.TestCase):
    """10 November 2026 passes, and nobody has said what comes of it."""

    def test_it_is_warned_of(self):
        for day in ('2026-10-11', '2026-11-03', '2026-11-09'):
            found = [a for a in story.alerts if a['time'].startswith(day) and a['region'] == 'JP']
            self.assertTrue([a for a in found if a['reason'].startswith('ends in')], day)

    def test_it_raises_one_data_alert_for_each_importer(self):
        for region in IMPORTERS:
            found = data_alerts(region, RETURN, 'passed without a word')
            self.assertEqual(len(found), 1, region)
            measure = [m for m in found[0]['measures'] if m['policy'] == 'cn-controls-october-2025']
            self.assertEqual([m['status'] for m in measure], ['unresolved'], region)

    def test_it_is_told_on_no_other_day(self):
        found = [a for a in story.alerts_of('data') if 'passed without a word' in a['reason']]
        self.assertEqual({a['time'] for a in found}, {RETURN})

    def test_half_a_return_raises_every_importer_and_not_china(self):
        for region in IMPORTERS:
            self.assertGreater(change(region, RETURN), 0.2, region)
        self.assertLessEqual(change('CN', RETURN), 0)

    def test_a_timer_fires_it(self):
        lines = (RECORDING / 'events.ndjson').read_text().splitlines()
        self.assertNotIn(RETURN[:10], [json.loads(line)['received'][:10] for line in lines])
        self.assertTrue(data_alerts('JP', RETURN, 'passed without a word'))


class Prices(unittest.TestCase):
    def series(self, name):
        lines = (RECORDING / 'events.ndjson').read_text().splitlines()
        found = [json.loads(line) for line in lines]
        return [e['value'] for e in found if e.get('series') == name]

    def test_europe_triples_in_a_month_while_china_stands_still(self):
        for name, factor in (('DY', 3), ('TB', 3)):
            europe, china = self.series(f'EU.{name}.OXIDE'), self.series(f'CN.{name}.OXIDE')
            self.assertGreater(europe[1] / europe[0], factor, name)
            self.assertLess(abs(china[1] / china[0] - 1), 0.01, name)

    def test_one_series_has_one_unit(self):
        units = {}
        for line in (RECORDING / 'events.ndjson').read_text().splitlines():
            event = json.loads(line)
            if event['type'] == 'price':
                units.setdefault(event['series'], set()).add(event['unit'])
        self.assertEqual([name for name, used in units.items() if len(used) != 1], [])


class Whole(told.Whole, unittest.TestCase):
    recording = RECORDING


if __name__ == '__main__':
    unittest.main(verbosity=2)
