"""A recording of stories that were never told: two outlets over 25 days, a burst, copies, a revision, a withdrawal."""
import datetime
import json
import random

import programs

BEGIN = datetime.datetime(2025, 2, 1)


def at(hours):
    return (BEGIN + datetime.timedelta(hours=hours)).strftime('%Y-%m-%dT%H:%M:%S.%fZ')


def story(number, hours, outlet, **more):
    return {'type': 'news', 'source': 'press/' + outlet, 'id': f's{number}', 'time': at(hours), 'received': at(hours),
            'headline': f'story {number}', 'outlet': outlet, **more}


def signal(chance, origin):
    return {'material': 'aluminum', 'origins': [origin],
            'category': chance.choice(['threat', 'act', 'outage', 'other']),
            'direction': chance.choice([1, 1, -1, 0]), 'severity': round(chance.random(), 3),
            'confidence': round(chance.random(), 3)}


def events():
    chance = random.Random(2025)
    told = []
    for number in range(300):
        event = story(number, 2 * number + chance.random(), chance.choice(['wire', 'paper']))
        if chance.random() < .2 or 250 <= number < 260:
            event['signals'] = [signal(chance, chance.choice(['CA', 'RU', 'NO', 'ALL', 'CN']))]
        if chance.random() < .1:
            event['story'] = f's{chance.randrange(number + 1)}'
        told.append(event)
    loud = next(event for event in told[250:260] if event['signals'][0]['direction'] == 1)
    told.append({**loud, 'revision': 2, 'time': at(560), 'received': at(601), 'signals': [signal(chance, 'CA')]})
    told.append({'type': 'news', 'source': loud['source'], 'id': loud['id'], 'revision': 3, 'withdrawn': True,
                 'time': at(603), 'received': at(603)})
    told.append({'type': 'policy', 'source': 'official/eu', 'id': 'ban', 'time': at(590), 'received': at(602),
                 'policy': 'a-ban', 'status': 'adopted', 'instrument': 'import_ban', 'implementer': 'EU',
                 'origins': ['RU'], 'materials': ['aluminum'], 'legs': [{'from': at(700)}], 'title': 'a ban'})
    return sorted(told, key=lambda event: event['received'])


def record(folder):
    """The path of the recording, made in the folder."""
    tables, stories, recording = folder / 'tables.ndjson', folder / 'stories.ndjson', folder / 'stories.owr'
    data = programs.ROOT / 'data' / 'baseline'
    files = data / 'aluminum-2024.csv', data / 'governance-2022.csv'
    tables.write_bytes(programs.call(programs.FEED, 'baseline', *files, '--received', '2025-01-31', '--to', '-'))
    stories.write_text(''.join(json.dumps(event) + '\n' for event in events()))
    programs.call(programs.FEED, 'events', tables, stories, '--to', recording)
    return recording
