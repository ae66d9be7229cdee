#include "engine/stories.h"

#include <assert.h>
#include <string.h>

static_assert(LIMIT_STORIES % LIMIT_STORY_WAYS == 0, "every set has all its ways");
static_assert(LIMIT_STORY_MARKS >= LIMIT_PAIRS, "the marks of one story fit the ring");

struct story_kept *stories_find(struct stories *stories, uint64_t key)
{
    struct story_kept *set = stories->story[key % STORY_SETS];
    for (uint32_t i = 0; i < LIMIT_STORY_WAYS; i++)
        if (set[i].key == key)
            return &set[i];
    return NULL;
}

struct story_kept *stories_place(struct stories *stories, uint64_t key)
{
    struct story_kept *set = stories->story[key % STORY_SETS], *oldest = &set[0];
    for (uint32_t i = 1; i < LIMIT_STORY_WAYS; i++)
        if (set[i].order < oldest->order)
            oldest = &set[i];
    memset(oldest, 0, sizeof *oldest);
    oldest->key = key;
    oldest->order = ++stories->entered;
    return oldest;
}

void story_begin(struct stories *stories, struct story_kept *story)
{
    story->first = stories->marked;
    story->marks = 0;
}

static struct story_mark *at(struct stories *stories, uint64_t number)
{
    return &stories->mark[number % LIMIT_STORY_MARKS];
}

struct story_mark *story_mark(struct stories *stories, struct story_kept *story, uint32_t material, uint32_t region)
{
    assert(story->first + story->marks == stories->marked);
    for (uint32_t i = 0; i < story->marks; i++) {
        struct story_mark *mark = at(stories, story->first + i);
        if (mark->material == material && mark->region == region)
            return mark;
    }
    assert(story->marks < LIMIT_PAIRS);
    story->marks++;
    struct story_mark *mark = at(stories, stories->marked++);
    *mark = (struct story_mark){.material = (uint8_t)material, .region = (uint8_t)region};
    return mark;
}

bool story_whole(const struct stories *stories, const struct story_kept *story)
{
    return story->marks == 0 || stories->marked - story->first <= LIMIT_STORY_MARKS;
}

const struct story_mark *story_nth(const struct stories *stories, const struct story_kept *story, uint32_t index)
{
    assert(index < story->marks);
    return &stories->mark[(story->first + index) % LIMIT_STORY_MARKS];
}
