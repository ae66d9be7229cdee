#include "producers/price_markets.h"

#include "engine/engine.h"
#include "runtime/yaml.h"

#include <stdlib.h>

static bool read_file(struct price_markets *markets, const char *path, struct yaml_error *error)
{
    struct refusal refusal;
    size_t used = 0;
    if (yaml_config(path, NULL, NULL, NULL, engine_default_config(), markets->bytes, LIMIT_CONFIG_BYTES, &used,
                    error) != STATUS_OK)
        return false;
    if (used == 0)
        return true; /* no `engine:` in it: the defaults hold */
    if (engine_check_config(markets->bytes, used, &refusal) != STATUS_OK ||
        rows_decode(&config_rows, markets->bytes, used, markets->own, NULL, &refusal) != STATUS_OK) {
        yaml_refused(path, &refusal, error);
        return false;
    }
    markets->config = markets->own;
    return true;
}

bool price_markets_read(struct price_markets *markets, const char *path, const struct report *report)
{
    struct yaml_error error;
    *markets = (struct price_markets){.config = engine_default_config()};
    if (path == NULL)
        return true;
    markets->own = calloc(1, sizeof *markets->own);
    markets->bytes = malloc(LIMIT_CONFIG_BYTES);
    if (markets->own == NULL || markets->bytes == NULL) {
        report_problem(report, "%s: no memory", path);
        return false;
    }
    if (read_file(markets, path, &error))
        return true;
    report_problem(report, "%s", error.text);
    return false;
}

void price_markets_close(struct price_markets *markets)
{
    free(markets->own);
    free(markets->bytes);
}
