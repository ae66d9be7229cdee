"""A recording as the engine tells it: its outputs by pair, by instant, by cause.

The recording (data/recordings/*/build) is built anew and goes through `orewatch run`.
"""
import programs


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

    def assert_exact(self, test):
        """Contributions are integers, and their sum is the composite."""
        for output in self.indicators('composite'):
            total = sum(c['points'] for c in output.get('contributions', []))
            test.assertEqual(total, round(output['value'] * 1_000_000), output)

    def assert_committed(self, test, recording):
        """What is committed is what its script builds, byte for byte."""
        test.assertEqual(self.recording.read_bytes(), recording.with_suffix('.owr').read_bytes(),
                         f'run {recording}/build again and commit the recording')


def causes(alert):
    return [(c.get('source'), c.get('id')) for c in alert.get('because', [])]
