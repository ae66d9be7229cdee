#include "consumers/printer.h"

#include "schemas/pack.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const print_forms[] = {"text", "json", "msgpack", NULL};

void printer_init(struct printer *printer, enum print_form form, bool colour, bool show_silenced)
{
    printer->form = form;
    printer->colour = colour;
    printer->muted = (struct muted){.show_silenced = show_silenced};
    printer->printed = printer->alerts = 0;
    printer->last_alert = INT64_MIN;
}

static bool is_status(struct text topic)
{
    return text_starts_with(topic, TEXT("status."));
}

enum status printer_read(struct printer *printer, struct text topic, const void *bytes, size_t size, int64_t *time,
                         struct refusal *refusal)
{
    enum status status;
    if (is_status(topic)) {
        status = rows_decode(&source_status_rows, bytes, size, &printer->status, NULL, refusal);
        *time = printer->status.time;
        return status;
    }
    status = output_decode(bytes, size, &printer->output, refusal);
    if (status == STATUS_OK)
        *time = printer->output.head.type == OUTPUT_ALERT ? printer->output.alert.time : printer->output.indicator.time;
    return status;
}

/* ---- text ------------------------------------------------------------------------ */

static void write_count(struct page *page, const char *what, uint64_t count)
{
    page_string(page, what);
    line_uint(&page->line, count);
}

static void write_status(struct page *page, const struct source_status *status)
{
    page_time(page, status->time);
    page_string(page, "  source ");
    page_text(page, status->source);
    page_string(page, " ");
    page_string(page, health_names[status->health]);
    write_count(page, ": accepted ", status->accepted);
    write_count(page, ", duplicate ", status->duplicate);
    write_count(page, ", refused ", status->refused);
    write_count(page, ", missing ", status->missing);
    page_string(page, status->reason.size > 0 ? "; " : "");
    page_text(page, status->reason);
    page_string(page, "\n");
}

/* False: it was folded. */
static bool write_output(struct printer *printer, struct page *page)
{
    switch ((enum output_type)printer->output.head.type) {
    case OUTPUT_ALERT:
        if (muted_takes(&printer->muted, &printer->output.alert, page))
            return false;
        alert_text(page, &printer->output.alert);
        page_string(page, "\n");
        break;
    case OUTPUT_INDICATOR:
        muted_write(&printer->muted, page);
        indicator_text(page, &printer->output.indicator);
        break;
    case OUTPUT_TYPES:
        break;
    }
    return true;
}

static bool write_text(struct printer *printer, struct text topic, struct page *page)
{
    page->width = terminal_width(STDOUT_FILENO);
    if (!is_status(topic))
        return write_output(printer, page);
    muted_write(&printer->muted, page);
    write_status(page, &printer->status);
    return true;
}

/* ---- for programs ------------------------------------------------------------------ */

static void write_json(const struct printer *printer, struct text topic, struct line *line)
{
    if (is_status(topic))
        rows_json(&source_status_rows, &printer->status, line);
    else
        rows_json(output_rows(&printer->output), &printer->output, line);
    line_char(line, '\n');
}

static size_t pack_message(struct printer *printer, struct text topic, const struct header *header, const void *bytes,
                           size_t size)
{
    struct pack pack = pack_on(printer->text, sizeof printer->text);
    uint8_t frame[64];
    size_t frame_size = rows_encode(&header_rows, header, frame, sizeof frame);
    pack_array(&pack, 3);
    pack_text(&pack, topic);
    pack_raw(&pack, frame, frame_size);
    pack_raw(&pack, bytes, size);
    return pack_used(&pack, printer->text);
}

/* ---- writing ------------------------------------------------------------------------- */

static bool put(const struct printer *printer, size_t size)
{
    return fwrite(printer->text, 1, size, stdout) == size && fflush(stdout) == 0;
}

/* It was opened for writing alone: it is read under another descriptor. */
static bool ends_inside_a_line(void)
{
    struct stat file;
    char last = '\n';
    int reads;
    if (fstat(STDOUT_FILENO, &file) != 0 || !S_ISREG(file.st_mode) || file.st_size == 0)
        return false;
    reads = open("/proc/self/fd/1", O_RDONLY | O_CLOEXEC);
    if (reads < 0)
        return false;
    bool read_it = pread(reads, &last, 1, file.st_size - 1) == 1;
    close(reads);
    return read_it && last != '\n';
}

bool printer_go_on(const struct printer *printer)
{
    bool appends = (fcntl(STDOUT_FILENO, F_GETFL) & O_APPEND) != 0;
    if (printer->form == PRINT_MSGPACK || !appends || !ends_inside_a_line())
        return true;
    return fputc('\n', stdout) != EOF && fflush(stdout) == 0;
}

static void count(struct printer *printer, struct text topic)
{
    printer->printed++;
    if (is_status(topic) || printer->output.head.type != OUTPUT_ALERT)
        return;
    printer->alerts++;
    printer->last_alert = printer->output.alert.time;
}

enum printing printer_write(struct printer *printer, struct text topic, const struct header *header, const void *bytes,
                            size_t size)
{
    struct page page = page_on(printer->text, sizeof printer->text, printer->colour);
    bool shown = true;
    switch (printer->form) {
    case PRINT_TEXT:
        shown = write_text(printer, topic, &page);
        break;
    case PRINT_JSON:
        write_json(printer, topic, &page.line);
        break;
    case PRINT_MSGPACK:
        page.line.used = pack_message(printer, topic, header, bytes, size);
        break;
    }
    if (!put(printer, page.line.used))
        return PRINTING_FAILED;
    if (!shown)
        return PRINTING_FOLDED;
    count(printer, topic);
    return PRINTING_DONE;
}

bool printer_flush(struct printer *printer)
{
    struct page page = page_on(printer->text, sizeof printer->text, printer->colour);
    muted_write(&printer->muted, &page);
    return page.line.used == 0 || put(printer, page.line.used);
}
