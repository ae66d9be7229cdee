"""Places that matter, each broken in one way, and the tests that must see it (a regular expression over ctest's names).

`old` stands in `file` exactly once; `run --check` says when it no longer does."""
from typing import NamedTuple


class Mutation(NamedTuple):
    claim: str  # what does not hold any more
    file: str
    old: str
    new: str
    tests: str


MUTATIONS = [
    # ---- what is acked is durable, once -------------------------------------------------------------------
    Mutation('a receipt waits for the commit', 'broker/sequencer.c',
             '    sequencer->is_committing = true;\n    sequencer->world->commit(',
             '    sequencer->is_committing = true;\n    for (uint32_t i = 0; i < group->tickets_count; i++)\n'
             '        answer(sequencer, group, &group->tickets[i], receipt_of(group, &group->tickets[i]));\n'
             '    group->tickets_count = 0;\n    sequencer->world->commit(', 'unit.broker|simulation.whole'),
    Mutation('what a failed commit held may come again', 'broker/sequencer.c',
             '    door_withdraw(sequencer->door, first->events_count + second->events_count);\n', '', 'unit.broker|simulation.whole'),
    Mutation('the door remembers over a restart', 'broker/broker.c',
             '        door_remember(broker->door, &identity, event, entry->received);\n', '        (void)identity;\n', 'simulation.whole|system.broker'),
    Mutation('the broker tries a failed disk again', 'broker/sequencer.c',
             '    if (sequencer->failure == STATUS_OK || sequencer->is_committing || now < sequencer->retry_at)',
             '    if (now >= 0)', 'unit.broker'),
    Mutation('a producer keeps to its credit', 'broker/ingest.c',
             '    if (events + outstanding <= LIMIT_CREDIT) {', '    if (events <= LIMIT_CREDIT) {', 'system.door|unit.broker'),
    # ---- the log proves itself ------------------------------------------------------------------------------
    Mutation('a record proves its bytes', 'runtime/log_record.c',
             '    return stored.low == found.low && stored.high == found.high && sizes_add_up(at, header);',
             '    return stored.low != found.low + 1 && sizes_add_up(at, header);', 'unit.log|unit.log_damage|system.verify'),
    Mutation('a record proves its size before it is read', 'runtime/log_record.c',
             '    if (found.check != header_check(at))\n        return false;\n', '', 'unit.log|unit.log_tail|unit.log_damage|fuzz.log'),
    Mutation('damage with commits behind it is no torn tail', 'runtime/log_tail.c',
             '        return TAIL_FOLLOWED;\n    if (view->used < end', '        return TAIL_TORN;\n    if (view->used < end',
             'unit.log_tail|unit.log'),
    Mutation('what a failed sync left is written again', 'runtime/log_writer.c',
             '    enum status status = write_again(writer, fd) ? STATUS_OK : log_status_of_errno(errno);',
             '    enum status status = write_again(writer, -1) ? STATUS_OK : STATUS_OK;', 'unit.log_power'),
    Mutation('history gives nothing of a commit that failed', 'broker/history_events.c',
             '           entry->received > archive->fold->received;', '           false;', 'unit.broker|simulation.whole'),
    # ---- a checkpoint is the log up to a place --------------------------------------------------------------
    Mutation('a checkpoint leaves out what is not durable', 'broker/checkpointer.c',
             'sequencer->committing->events_count + sequencer->gathering->events_count', '0 * sequencer->next_offset', 'unit.restart'),
    Mutation('the door remembers over a checkpoint', 'runtime/door_window.c',
             '    uint32_t count = ring->count - newest;', '    uint32_t count = (ring->count - newest) / 2;', 'unit.restart|system.restart'),
    Mutation('numbers go on after a checkpoint', 'broker/stream_saved.c',
             '        section_put_number(section, topic->seq);\n        section_put_number(section, topic->offset);',
             '        section_put_number(section, topic->seq + 1);\n        section_put_number(section, topic->offset);',
             'unit.restart|simulation.whole'),
    Mutation('a checkpoint of another log is not taken', 'broker/keeper.c',
             '    status = log_holds_position(keeper->folder, &checkpoint_head(*checkpoint)->position, why, why_size);\n',
             '    status = keeper->folder ? STATUS_OK : STATUS_IO;\n',
             'system.restart|simulation.whole'),
    Mutation('without its head a log needs a checkpoint', 'broker/restore.c', '    if (spot.segment == 1)', '    if (spot.segment >= 1)',
             'system.restart'),
    Mutation('a checkpoint proves its bytes', 'runtime/checkpoint.c',
             '    if (found.low64 != stored.low || found.high64 != stored.high)', '    if (found.low64 == stored.low + 1)', 'unit.checkpoint'),
    Mutation('a base proves itself before a head is deleted', 'runtime/log_retention.c',
             '        view->unfit[i] = !proven[i];', '        proven[i] = true;', 'unit.log_retention'),
    Mutation('only what lies wholly below a base is deleted', 'runtime/log_retention.c',
             '        plan.first = view->names.at[plan.base].number;', '        plan.first = view->names.at[plan.base].number + 1;',
             'unit.log_retention'),
    Mutation('a reader that retention overtakes is told', 'runtime/log_reader.c',
             '    if (!finished && was_deleted(reader))', '    if (finished && was_deleted(reader))', 'unit.log_retention'),
    Mutation('a checkpoint holds what the log gives', 'consumers/checkpoint_proof.c',
             '    return names->used > 0 || memcmp(', '    return names->cut && memcmp(', 'system.verify'),
    # ---- a consumer has everything, or knows what it lacks --------------------------------------------------
    Mutation('a heartbeat lists what changed', 'broker/stream.c',
             '        mark_changed(stream, number);', '        if (topic->seq == 1)\n            mark_changed(stream, number);', 'unit.stream'),
    Mutation('a range ends with its last number', 'broker/history_range.c',
             '        if (said.header.seq > job->to)', '        if (said.header.seq >= job->to)', 'system.broker|system.stalled'),
    Mutation('the floor is the first that is kept', 'broker/stream.c',
             '&posted) ? posted.seq : topic->seq + 1;', '&posted) ? posted.seq + 1 : topic->seq + 1;',
             'system.broker|unit.outbox|system.stalled'),
    Mutation('a jump in numbers is a gap', 'runtime/follower_gap.c',
             '    if (header->seq == topic->applied + 1)', '    if (header->seq >= topic->applied + 1)', 'unit.follower'),
    Mutation('what is given is not given twice', 'runtime/follower_gap.c',
             '    if (header.seq <= topic->applied || header.seq > topic->gap_to)', '    if (header.seq > topic->gap_to)', 'unit.follower'),
    Mutation('a heartbeat shows a lost tail', 'runtime/subscriber.c',
             '            report_gap(subscriber, topic, *last, seq + 1);\n        *last = seq;',
             '            (void)0;\n        *last = seq;', 'unit.subscriber'),
    Mutation('a heartbeat that was lost leaves nothing certain', 'runtime/subscriber.c',
             '    subscriber->chained = begins || (subscriber->chained && follows);',
             '    subscriber->chained = begins || subscriber->chained;', 'unit.follower_proof|unit.follower_slow|unit.subscriber'),
    Mutation('what a heartbeat names is awaited', 'runtime/follower_join.c',
             '    if (seq > topic->seen)\n        topic->seen = seq;\n', '', 'unit.follower_proof|unit.follower'),
    Mutation('a cursor proves its bytes', 'runtime/cursor.c', '    if (!is_checked(cursor->file, size))',
             '    if (!is_checked(cursor->file, size) && size == 0)', 'unit.cursor'),
    Mutation('a cursor keeps nothing that was not printed', 'consumers/tail_heard.c',
             '        if (tail->enough)\n            tail_cursor_freeze(&tail->cursor, tail->follower);\n', '',
             'system.cursor'),
    Mutation('back-fill leaves the loop to the live stream', 'broker/history.c',
             '    history->rests_until = began + took + HISTORY_REST * took;',
             '    history->rests_until = began + took;', 'unit.history'),
    Mutation('the answer to a refused request waits for its peer', 'broker/history.c',
             '    job->filled = job->last = true;\n', '    job->filled = job->last = true;\n    job->served -= HISTORY_GIVE_UP_NS;\n',
             'unit.broker'),
    # ---- the door ----------------------------------------------------------------------------------------------
    Mutation('the same name with other bytes is a conflict', 'runtime/door_window.c',
             'entry->digest == digest ? WINDOW_SAME : WINDOW_OTHER', 'entry->digest == digest ? WINDOW_SAME : WINDOW_SAME',
             'unit.door|unit.door_window'),
    Mutation('no event comes from the future', 'runtime/door.c',
             '    if (event->time > plus(received, options->skew))', '    if (event->time > plus(received, options->max_step))',
             'unit.door'),
    # ---- the engine ------------------------------------------------------------------------------------------------
    Mutation('a timer fires before an entry of its own time', 'engine/step.c',
             '    while (engine->due <= received)', '    while (engine->due < received)', 'unit.alerts|unit.timeline|golden.*'),
    Mutation('nobody becomes less dependent by losing a supplier', 'engine/indicators/concentration.c',
             'sqrt(at_least(delivered, index_of(&now->unharmed, true)))', 'sqrt(delivered)', 'unit.axioms|unit.balance_property'),
    Mutation('contributions add up to the composite', 'engine/composite.c',
             '        standing->composite += part->points;', '        standing->composite += part->points + (part->points > 0);',
             'unit.axioms|system.story.*'),
    Mutation('a vintage speaks of its whole day', 'engine/supply.c',
             '    return (table->from.vintage + 1) * DAY_NS - 1;', '    return (table->from.vintage + 1) * DAY_NS;', 'unit.timeline'),
    Mutation('nothing resolves because data are missing', 'engine/life.c', '    hold(&life->clear, evidence->found == FOUND_CLEAR, now);',
             '    hold(&life->clear, evidence->found == FOUND_CLEAR || evidence->found == FOUND_MISSING, now);', 'unit.life|unit.lasting_alerts'),
]
