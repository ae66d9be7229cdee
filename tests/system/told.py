"""A recording as the engine tells it: its outputs by pair, by instant, by cause.

The recording (data/recordings/*/build) is built anew and goes through `orewatch run`.
"""
import functools
import pathlib
import tempfile

import programs

FOLDER = tempfile.TemporaryDirectory()  # of the recordings built here; it goes with the process


class Story:
    """The outputs of one variant. Every recompute is let out (emit_delta 0), so that a change can be read exactly."""

    def __init__(self, folder, recording, variant='as-it-was'):
        every = folder / 'every.yaml'
        every.write_text('engine:\n  emit_delta: 0\n')
        self.recording = programs.build_recording(folder / f'{recording.name}-{variant}.owr', variant, recording)
        self.outputs = programs.outputs(programs.run(self.recording, '--config', every))
        self.alerts = [o for o in self.outputs if o['type'] == 'alert']

    def indicators(self, name, material=None, region=None):
        return [o for o in self.outputs if o['type'] == 'indicator' and o['name'] == name and
                (material is None or o['material'] == material) and (region is None or o['region'] == region)]

    def pairs(self, material):
        return sorted({o['region'] for o in self.indicators('composite', material)})

    def around(self, name, material, region, when, field='value'):
        """What an indicator said before an instant, and after all that happened in it."""
        series = [o for o in self.indicators(name, material, region) if field in o]
        before = [o[field] for o in series if o['time'] < when]
        after = [o[field] for o in series if o['time'] <= when]
        assert before, f'{name} of {material}/{region} has no value before {when}'
        return before[-1], after[-1]

    def change(self, material, region, when):
        """How far the composite moved in an instant."""
        before, after = self.around('composite', material, region, when)
        return after - before

    def alerts_of(self, kind, material=None, region=None, cause=None, when=None):
        return [a for a in self.alerts if a['kind'] == kind and
                (material is None or a['material'] == material) and (region is None or a['region'] == region) and
                (when is None or a['time'] == when) and (cause is None or cause in causes(a))]


@functools.cache
def story_of(recording, variant='as-it-was'):
    return Story(pathlib.Path(FOLDER.name), recording, variant)


def causes(alert):
    return [(c.get('source'), c.get('id')) for c in alert.get('because', [])]


class Whole:
    """What holds of every recording; a test case of its own mixes it in and names `recording`."""
    variants = ('as-it-was',)

    def stories(self):
        return [story_of(self.recording, variant) for variant in self.variants]

    def test_contributions_add_up_to_the_composite_exactly(self):
        for story in self.stories():
            for output in story.indicators('composite'):
                total = sum(c['points'] for c in output.get('contributions', []))
                self.assertEqual(total, round(output['value'] * 1_000_000), f'{story.recording}: {output}')

    def test_outputs_are_ordered_by_offset_and_part(self):
        for story in self.stories():
            places = [(o['offset'], o['part']) for o in story.outputs]
            self.assertEqual(places, sorted(set(places)), story.recording)

    def test_the_recording_is_what_its_script_builds(self):
        built, committed = story_of(self.recording).recording, self.recording.with_suffix('.owr')
        self.assertEqual(built.read_bytes(), committed.read_bytes(),
                         f'run {self.recording}/build again and commit the recording')
