#include "consumers/muted.h"

static enum muting muting_of(const struct muted *muted, const struct alert_output *alert)
{
    if (message_has(alert->present, ALERT_HAS_SILENCED) && !muted->show_silenced)
        return MUTING_SILENCED;
    if (alert->state == ALERT_RESOLVED && alert->severity == SEVERITY_INFO && text_is(alert->reason, "expired"))
        return MUTING_EXPIRED;
    return MUTING_NONE;
}

static struct text keep(char *room, size_t capacity, struct text text)
{
    uint32_t size = text_cut(text, (uint32_t)capacity);
    if (size > 0)
        memcpy(room, text.at, size);
    return (struct text){room, size};
}

static void begin(struct muted *muted, enum muting kind, const struct note *note)
{
    muted->kind = kind;
    muted->count = 0;
    if (kind != MUTING_SILENCED)
        return;
    muted->note = *note;
    muted->note.author = keep(muted->author, sizeof muted->author, note->author);
    muted->note.comment = keep(muted->comment, sizeof muted->comment, note->comment);
}

bool muted_takes(struct muted *muted, const struct alert_output *alert, struct page *page)
{
    enum muting kind = muting_of(muted, alert);
    bool same = kind == muted->kind && (kind != MUTING_SILENCED || alert->silenced.offset == muted->note.offset);
    if (!same) {
        muted_write(muted, page);
        begin(muted, kind, &alert->silenced);
    }
    muted->count++;
    if (kind == MUTING_SILENCED)
        muted->total_silenced++;
    return kind != MUTING_NONE;
}

static void write_count(struct page *page, uint64_t count, const char *what)
{
    line_uint(&page->line, count);
    page_string(page, what);
    page_string(page, count == 1 ? "alert" : "alerts");
}

static void write_silence(struct page *page, const struct note *note)
{
    page_string(page, " silenced by ");
    page_text(page, note->author);
    if (message_has(note->present, NOTE_HAS_UNTIL)) {
        page_string(page, " until ");
        page_time(page, note->until);
    } else {
        page_string(page, " for good");
    }
    page_string(page, ": ");
    page_text(page, note->comment);
    page_string(page, "; --show-silenced");
}

void muted_write(struct muted *muted, struct page *page)
{
    if (muted->count > 0 && muted->kind != MUTING_NONE) {
        page_paint(page, PAINT_FAINT);
        write_count(page, muted->count, muted->kind == MUTING_SILENCED ? " " : " info ");
        if (muted->kind == MUTING_SILENCED)
            write_silence(page, &muted->note);
        else
            page_string(page, " resolved: expired");
        page_plain(page);
        page_string(page, "\n\n");
    }
    muted->kind = MUTING_NONE;
    muted->count = 0;
}
