/*
 * DPDK's access control library on ClassBench rules, for comparison. Written for this benchmark, against the library's documented
 * interface (rte_acl.h).
 *
 *   acl RULES TRACE
 *
 * Builds the context, writes "ready VERSION SIMD BUILD_MS RULES PACKETS", then reads commands, one a line: "scalar1" (one packet a
 * call), "scalar" and "simd" (256 packets a call) classify the trace once and write the nanoseconds for a packet; "matches FILE" writes
 * the number of the rule of each packet, or -1, as 32-bit numbers.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <rte_acl.h>
#include <rte_byteorder.h>
#include <rte_eal.h>
#include <rte_version.h>

#define BATCH 256

struct key {
	uint8_t protocol;
	uint32_t source;
	uint32_t destination;
	uint16_t source_port;
	uint16_t destination_port;
};

static struct rte_acl_field_def fields[] = {
	{ RTE_ACL_FIELD_TYPE_BITMASK, sizeof(uint8_t), 0, 0, offsetof(struct key, protocol) },
	{ RTE_ACL_FIELD_TYPE_MASK, sizeof(uint32_t), 1, 1, offsetof(struct key, source) },
	{ RTE_ACL_FIELD_TYPE_MASK, sizeof(uint32_t), 2, 2, offsetof(struct key, destination) },
	{ RTE_ACL_FIELD_TYPE_RANGE, sizeof(uint16_t), 3, 3, offsetof(struct key, source_port) },
	{ RTE_ACL_FIELD_TYPE_RANGE, sizeof(uint16_t), 4, 3, offsetof(struct key, destination_port) },
};

RTE_ACL_RULE_DEF(rule, RTE_DIM(fields));

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static void fail(const char *what)
{
	fprintf(stderr, "%s\n", what);
	exit(1);
}

static struct rule *read_rules(const char *path, uint32_t *count)
{
	uint32_t room = 1024;
	struct rule *rules = malloc(room * sizeof(*rules));
	FILE *file = fopen(path, "r");
	char line[256];

	if (rules == NULL || file == NULL)
		fail("no rules");
	*count = 0;
	while (fgets(line, sizeof(line), file)) {
		unsigned int s[4], d[4], source_length, destination_length, ports[4], protocol, mask;
		struct rule *rule;

		if (sscanf(line, "@%u.%u.%u.%u/%u %u.%u.%u.%u/%u %u : %u %u : %u %x/%x", &s[0], &s[1], &s[2], &s[3], &source_length,
			&d[0], &d[1], &d[2], &d[3], &destination_length, &ports[0], &ports[1], &ports[2], &ports[3], &protocol, &mask) != 16)
			continue;
		if (*count == room && (rules = realloc(rules, (room *= 2) * sizeof(*rules))) == NULL)
			fail("no memory for rules");
		rule = &rules[*count];
		memset(rule, 0, sizeof(*rule));
		rule->field[0].value.u8 = protocol;
		rule->field[0].mask_range.u8 = mask;
		rule->field[1].value.u32 = s[0] << 24 | s[1] << 16 | s[2] << 8 | s[3];
		rule->field[1].mask_range.u32 = source_length;
		rule->field[2].value.u32 = d[0] << 24 | d[1] << 16 | d[2] << 8 | d[3];
		rule->field[2].mask_range.u32 = destination_length;
		rule->field[3].value.u16 = ports[0];
		rule->field[3].mask_range.u16 = ports[1];
		rule->field[4].value.u16 = ports[2];
		rule->field[4].mask_range.u16 = ports[3];
		/* The first rule wins: the highest priority. User data 0 means that nothing matched. */
		rule->data.category_mask = 1;
		rule->data.priority = RTE_ACL_MAX_PRIORITY - *count;
		rule->data.userdata = ++*count;
	}
	fclose(file);
	return rules;
}

static struct key *read_trace(const char *path, uint32_t *count)
{
	uint32_t room = 1024;
	struct key *keys = malloc(room * sizeof(*keys));
	FILE *file = fopen(path, "r");
	char line[256];

	if (keys == NULL || file == NULL)
		fail("no trace");
	*count = 0;
	while (fgets(line, sizeof(line), file)) {
		unsigned int source, destination, source_port, destination_port, protocol;

		if (sscanf(line, "%u %u %u %u %u", &source, &destination, &source_port, &destination_port, &protocol) != 5)
			continue;
		if (*count == room && (keys = realloc(keys, (room *= 2) * sizeof(*keys))) == NULL)
			fail("no memory for packets");
		keys[(*count)++] = (struct key){ protocol, rte_cpu_to_be_32(source), rte_cpu_to_be_32(destination),
			rte_cpu_to_be_16(source_port), rte_cpu_to_be_16(destination_port) };
	}
	fclose(file);
	return keys;
}

static double classify(struct rte_acl_ctx *context, const uint8_t **data, uint32_t *results, uint32_t count, uint32_t batch, enum rte_acl_classify_alg algorithm)
{
	double start = now();

	for (uint32_t i = 0; i < count; i += batch) {
		uint32_t size = count - i < batch ? count - i : batch;

		if (rte_acl_classify_alg(context, data + i, results + i, size, 1, algorithm) != 0)
			fail("classify failed");
	}
	return (now() - start) / count;
}

int main(int argc, char **argv)
{
	char *options[] = { argv[0], "--no-huge", "--no-pci", "--no-shconf", "--no-telemetry", "--force-max-simd-bitwidth=512", "-m", "8192", "-l", "0" };
	static const struct { enum rte_acl_classify_alg algorithm; const char *name; } simds[] = {
		{ RTE_ACL_CLASSIFY_AVX512X32, "AVX-512 x32" }, { RTE_ACL_CLASSIFY_AVX512X16, "AVX-512 x16" },
		{ RTE_ACL_CLASSIFY_AVX2, "AVX2" }, { RTE_ACL_CLASSIFY_SSE, "SSE" }, { RTE_ACL_CLASSIFY_NEON, "NEON" },
	};
	struct rte_acl_param parameters = { .name = "weir", .socket_id = SOCKET_ID_ANY, .rule_size = RTE_ACL_RULE_SZ(RTE_DIM(fields)) };
	struct rte_acl_config configuration = { .num_categories = 1, .num_fields = RTE_DIM(fields) };
	struct rte_acl_ctx *context;
	struct rule *rules;
	struct key *keys;
	const uint8_t **data;
	uint32_t *results, rule_count, count, simd;
	char command[512];
	double start;

	if (argc != 3)
		fail("usage: acl RULES TRACE");
	if (rte_eal_init(RTE_DIM(options), options) < 0)
		fail("DPDK does not start");
	rules = read_rules(argv[1], &rule_count);
	keys = read_trace(argv[2], &count);
	data = malloc(count * sizeof(*data));
	results = malloc(count * sizeof(*results));
	if (data == NULL || results == NULL)
		fail("no memory for packets");
	for (uint32_t i = 0; i < count; i++)
		data[i] = (const uint8_t *)&keys[i];

	start = now();
	parameters.max_rule_num = rule_count;
	memcpy(configuration.defs, fields, sizeof(fields));
	context = rte_acl_create(&parameters);
	if (context == NULL || rte_acl_add_rules(context, (struct rte_acl_rule *)rules, rule_count) != 0
		|| rte_acl_build(context, &configuration) != 0)
		fail("the rules cannot be built");
	for (simd = 0; simd < RTE_DIM(simds) && rte_acl_set_ctx_classify(context, simds[simd].algorithm) != 0; simd++)
		;
	printf("ready\t%s\t%s\t%.1f\t%u\t%u\n", rte_version(), simd < RTE_DIM(simds) ? simds[simd].name : "none", (now() - start) / 1e6, rule_count, count);
	fflush(stdout);
	while (fgets(command, sizeof(command), stdin)) {
		command[strcspn(command, "\n")] = 0;
		if (strcmp(command, "scalar1") == 0)
			printf("%f\n", classify(context, data, results, count, 1, RTE_ACL_CLASSIFY_SCALAR));
		else if (strcmp(command, "scalar") == 0)
			printf("%f\n", classify(context, data, results, count, BATCH, RTE_ACL_CLASSIFY_SCALAR));
		else if (strcmp(command, "simd") == 0 && simd < RTE_DIM(simds))
			printf("%f\n", classify(context, data, results, count, BATCH, simds[simd].algorithm));
		else if (strncmp(command, "matches ", 8) == 0) {
			FILE *file = fopen(command + 8, "w");

			if (file == NULL)
				fail("matches cannot be written");
			for (uint32_t i = 0; i < count; i++) {
				int32_t match = (int32_t)results[i] - 1;

				fwrite(&match, sizeof(match), 1, file);
			}
			fclose(file);
			printf("written\n");
		} else
			printf("nan\n");
		fflush(stdout);
	}
	return 0;
}
