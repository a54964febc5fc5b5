#include "indexer/encoding.h"
