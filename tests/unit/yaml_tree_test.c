/* A YAML file as a tree: which part of YAML is taken, and where nodes stand. */
#include "runtime/yaml_tree.h"

#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct scratch scratch;
static char path[PATH_MAX];
static struct yaml_tree tree;
static struct yaml_error error;

static int begin(void **state)
{
    (void)state;
    scratch_make(&scratch);
    scratch_path(&scratch, "orewatch.yaml", path);
    return 0;
}

static int end(void **state)
{
    (void)state;
    scratch_remove(&scratch);
    return 0;
}

static void file(const char *text, size_t size)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, size, out), size);
    fclose(out);
}

static enum status read_tree(const char *text)
{
    file(text, strlen(text));
    return yaml_tree_read(&tree, path, &error);
}

/* The error is "PATH:" and exactly these words; a trailing * leaves the rest open. */
static void assert_says(const char *what, const char *says)
{
    size_t before = strlen(path), size = strlen(says);
    bool open = says[size - 1] == '*';
    assert_true(strncmp(error.text, path, before) == 0);
    const char *said = error.text + before + 1;
    if (open ? strncmp(said, says, size - 1) != 0 : strcmp(said, says) != 0)
        fail_msg("%s: says \"%s\", not \"%s\"", what, said, says);
}

static void a_node_knows_where_it_stands(void **state)
{
    (void)state;
    assert_int_equal(read_tree("# comment\nbroker:\n  ingest: 'tcp'\n  list: [a, b]\nengine: {}\n"), STATUS_OK);
    yaml_node_index broker = yaml_value(&tree, 0, "broker");
    yaml_node_index ingest = yaml_value(&tree, broker, "ingest");
    assert_int_equal(yaml_at(&tree, ingest)->line, 3);
    assert_int_equal(yaml_at(&tree, ingest)->column, 11);
    assert_string_equal(yaml_at(&tree, ingest)->text, "tcp");
    assert_false(yaml_at(&tree, ingest)->plain);
    yaml_node_index list = yaml_value(&tree, broker, "list");
    yaml_node_index second = yaml_at(&tree, yaml_at(&tree, list)->first)->next;
    assert_int_equal(yaml_at(&tree, list)->kind, YAML_LIST);
    assert_string_equal(yaml_at(&tree, second)->text, "b");
    assert_int_equal(yaml_at(&tree, second)->next, 0);
    assert_int_equal(yaml_at(&tree, yaml_value(&tree, 0, "engine"))->kind, YAML_MAP);
    assert_int_equal(yaml_value(&tree, 0, "limits"), 0);
    yaml_tree_close(&tree);
    yaml_tree_close(&tree); /* once more does no harm */
}

struct mistake { const char *what, *text, *says; };

static void only_the_plain_part_of_yaml_is_taken(void **state)
{
    static const struct mistake mistakes[] = {
        {"twice", "broker: {}\nlimits: {}\nbroker: {}\n", "3:1: key 'broker' stands twice, first in line 1"},
        {"anchor", "broker: &a {}\n", "1:9: anchors and tags are not taken here"},
        {"anchor of a scalar", "broker: {ingest: &a x}\n", "1:18: anchors and tags are not taken here"},
        {"alias", "broker: *a\n", "1:9: aliases are not taken here"},
        {"tag", "broker: {first_credit: !!int 5}\n", "1:24: anchors and tags are not taken here"},
        {"two documents", "broker: {}\n---\nlimits: {}\n", "2:1: a file holds one document"},
        {"a map as key", "{a: b}: c\n", "1:1: a key must be a text"},
        {"too deep", "engine: {bands: [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}\n", "1:31: nested more than 16 deep"},
        {"open bracket", "broker: {ingest: x\n", "2:1: *"},
        {"tab", "broker:\n\tingest: x\n", "2:1: *"},
        {"not UTF-8", "broker: {ingest: \xff}\n", " byte *"},
        {"zero byte", "broker: {ingest: \"a\\0b\"}\n", "1:18: a text must not hold a zero byte"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        if (read_tree(mistakes[i].text) == STATUS_OK)
            fail_msg("%s: was taken", mistakes[i].what);
        assert_says(mistakes[i].what, mistakes[i].says);
    }
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
    char *large = malloc(MIB + 1);
    (void)state;
    assert_non_null(large);
    memset(large, '#', MIB + 1);
    file(large, MIB + 1);
    free(large);
    assert_int_equal(yaml_tree_read(&tree, path, &error), STATUS_TOO_LARGE);
    assert_says("too large", " has more than 1048576 bytes");
    remove(path);
    assert_int_equal(yaml_tree_read(&tree, path, &error), STATUS_NOT_FOUND);
    assert_says("not there", " No such file or directory");
    assert_int_equal(yaml_tree_read(&tree, scratch.path, &error), STATUS_IO);
}

/* Whatever the bytes are, the reader ends in a tree or in an error of this file. */
static void a_damaged_file_is_refused_or_read(void **state)
{
    static const char whole[] = "broker:\n  ingest: \"tcp:\\u00e9\"\n  source: [a, 'b']\n"
                                "engine:\n  weights: {gap: 0.1}\n  bands: [1, 2, 3, 4]\n? |\n  x\n: >\n  y\n";
    char text[sizeof whole];
    (void)state;
    for (size_t i = 0; i + 1 < sizeof whole; i++) {
        static const char marks[] = "{[]}:,-?|>'\"#&*!\n \t\\\xff";
        for (size_t k = 0; k < sizeof marks; k++) { /* the last one cuts */
            memcpy(text, whole, sizeof whole);
            text[i] = marks[k];
            if (read_tree(text) != STATUS_OK)
                assert_true(strncmp(error.text, path, strlen(path)) == 0);
            else
                yaml_tree_close(&tree);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_node_knows_where_it_stands),
        cmocka_unit_test(only_the_plain_part_of_yaml_is_taken),
        cmocka_unit_test(a_file_that_cannot_be_read_is_named),
        cmocka_unit_test(a_damaged_file_is_refused_or_read),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
