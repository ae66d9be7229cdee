#include "runtime/log_output.h"

#include "runtime/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum status log_output_begin(struct log_output *output, int fd, const char *path, uint64_t place, uint64_t capacity)
{
    uint64_t block = place - place % LOG_BLOCK;
    *output = (struct log_output){.fd = -1, .direct = -1, .capacity = capacity};
    if (log_file_read(fd, output->tail, (size_t)(place - block), block) != (ssize_t)(place - block))
        return STATUS_IO;
    output->fd = fd;
    output->direct = open(path, O_WRONLY | O_DIRECT | O_CLOEXEC); /* EINVAL: the file system has no such way */
    return STATUS_OK;
}

void log_output_grow(struct log_output *output, int fd)
{
    *output = (struct log_output){.fd = fd, .direct = -1};
}

void log_output_close(struct log_output *output)
{
    if (output->fd >= 0)
        close(output->fd);
    if (output->direct >= 0)
        close(output->direct);
    output->fd = output->direct = -1;
}

/* ---- through the page cache ------------------------------------------------ */

/* Takes `done` bytes off the front. */
static void advance(struct iovec **pieces, int *count, size_t done)
{
    while (*count > 0 && done >= (*pieces)->iov_len) {
        done -= (*pieces)->iov_len;
        (*pieces)++;
        (*count)--;
    }
    if (*count > 0) {
        (*pieces)->iov_base = (uint8_t *)(*pieces)->iov_base + done;
        (*pieces)->iov_len -= done;
    }
}

static enum status write_pieces(int fd, struct iovec *pieces, int count, uint64_t place)
{
    while (count > 0) {
        ssize_t put = pwritev(fd, pieces, count, (off_t)place);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return log_status_of_errno(errno);
        place += (uint64_t)put;
        advance(&pieces, &count, (size_t)put);
    }
    return STATUS_OK;
}

/* ---- past it --------------------------------------------------------------- */

/* The tail and the pieces as they lie in the file; returns where they end. */
static size_t gather(const struct log_output *output, const struct iovec *pieces, int count, uint64_t place,
                     uint8_t *blocks)
{
    size_t size = place % LOG_BLOCK;
    memcpy(blocks, output->tail, size);
    for (int i = 0; i < count; i++) {
        if (pieces[i].iov_len > 0)
            memcpy(blocks + size, pieces[i].iov_base, pieces[i].iov_len);
        size += pieces[i].iov_len;
    }
    return size;
}

/* What the file system refuses to write so is written, from now on, as to any file. */
static bool write_blocks(struct log_output *output, uint8_t *blocks, size_t size, uint64_t place)
{
    size_t whole = (size + LOG_BLOCK - 1) / LOG_BLOCK * LOG_BLOCK;
    if (output->direct >= 0 && place + whole <= output->capacity) {
        memset(blocks + size, 0, whole - size);
        if (log_file_write(output->direct, blocks, whole, place))
            return true;
        if (errno != EINVAL)
            return false;
        close(output->direct);
        output->direct = -1;
    }
    return log_file_write(output->fd, blocks, size, place);
}

enum status log_output_write(struct log_output *output, struct iovec *pieces, int count, uint64_t place,
                             uint8_t *blocks)
{
    if (output->direct < 0)
        return write_pieces(output->fd, pieces, count, place);
    size_t size = gather(output, pieces, count, place, blocks);
    if (!write_blocks(output, blocks, size, place - place % LOG_BLOCK))
        return log_status_of_errno(errno);
    memcpy(output->written, blocks + size - size % LOG_BLOCK, size % LOG_BLOCK);
    return STATUS_OK;
}

void log_output_accept(struct log_output *output)
{
    memcpy(output->tail, output->written, LOG_BLOCK);
}
