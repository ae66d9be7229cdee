#include "engine/instrument.h"

const struct instrument_row instrument_table[INSTRUMENTS] = {
    /*                                  side           missing duty   delayed eases  at_home */
    [INSTRUMENT_EXPORT_BAN]         = {SIDE_EXPORTER,  1,      false, false,  false, false},
    [INSTRUMENT_EXPORT_QUOTA]       = {SIDE_EXPORTER,  0,      false, false,  false, false},
    [INSTRUMENT_EXPORT_LICENCE]     = {SIDE_EXPORTER, -1,      false, false,  false, false}, /* configured */
    [INSTRUMENT_EXPORT_TAX]         = {SIDE_EXPORTER,  0,      false, false,  false, false},
    [INSTRUMENT_EXPORT_REBATE_CUT]  = {SIDE_EXPORTER,  0,      false, false,  false, false},
    [INSTRUMENT_TECH_EXPORT_BAN]    = {SIDE_EXPORTER,  1,      false, true,   false, false},
    [INSTRUMENT_IMPORT_BAN]         = {SIDE_IMPORTER,  1,      false, false,  false, false},
    [INSTRUMENT_IMPORT_QUOTA]       = {SIDE_IMPORTER,  0,      false, false,  false, false},
    [INSTRUMENT_IMPORT_TARIFF]      = {SIDE_IMPORTER,  0,      true,  false,  false, false},
    [INSTRUMENT_ENTITY_SANCTION]    = {SIDE_IMPORTER,  1,      false, false,  false, false},
    [INSTRUMENT_EXCHANGE_DELISTING] = {SIDE_REROUTE,   1,      false, false,  false, false},
    [INSTRUMENT_PRODUCTION_CURB]    = {SIDE_PHYSICAL,  0,      false, false,  false, false},
    [INSTRUMENT_OUTAGE]             = {SIDE_PHYSICAL,  0,      false, false,  false, false},
    [INSTRUMENT_EXPROPRIATION]      = {SIDE_PHYSICAL,  0,      false, false,  false, false},
    [INSTRUMENT_CHOKEPOINT]         = {SIDE_PHYSICAL,  0,      false, false,  false, false},
    [INSTRUMENT_STRIKE]             = {SIDE_PHYSICAL,  0,      false, false,  false, false},
    [INSTRUMENT_SUPPLY_OFFER]       = {SIDE_ADD,       0,      false, false,  true,  false},
    [INSTRUMENT_PRICE_FLOOR]        = {SIDE_ADD,       0,      false, true,   true,  true},
    [INSTRUMENT_STOCKPILE]          = {SIDE_NONE,      0,      false, false,  false, false},
    [INSTRUMENT_CAPACITY_ADD]       = {SIDE_ADD,       0,      false, false,  true,  true},
    [INSTRUMENT_AGREEMENT]          = {SIDE_NONE,      0,      false, false,  true,  false},
};
