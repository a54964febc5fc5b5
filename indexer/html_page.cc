#include "indexer/html_page.h"
