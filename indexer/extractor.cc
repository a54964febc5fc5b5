#include "indexer/extractor.h"
