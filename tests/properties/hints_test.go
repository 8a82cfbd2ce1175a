package properties

import "backchat/tests/trial"

// A hint says in how many draws of a hundred a field is there, and what is
// drawn; nil: by its type. Where a field has none, it is there in twelve. What
// is small, zero and equal makes things coincide, and shows the most.
type hint struct {
	percent int
	value   func(*world) any
}

// hints are by part and field; * stands for every part. Fields of 0 percent
// are set where the part is put together, since they refer to other parts.
func hints() map[string]hint {
	all := map[string]hint{
		"*.timeout":     {35, lawOf("100ms", "20ms", "1s", "0s")},
		"flow.retry":    {35, part("retry")},
		"call.retry":    {35, part("retry")},
		"sidecar.retry": {35, part("retry")},
		"*.cancel":      {30, nil},
		"*.hedge":       {22, of("30ms", "0s", "200ms")},
		"*.pick":        {30, nil},
		"*.breaker":     {18, part("breaker")},

		"retry.attempts":   {100, count(1, 4)},
		"retry.backoff":    {75, of("10ms", "0s", "300ms")},
		"retry.jitter":     {60, nil},
		"retry.cap":        {30, of("50ms", "0s")},
		"retry.budget":     {35, func(w *world) any { return w.share() }},
		"retry.on":         {25, nil},
		"retry.factor":     {20, func(w *world) any { return []float64{1, 1.5, 3}[w.number("factor", 0, 2)] }},
		"breaker.failures": {100, count(1, 3)},
		"breaker.open":     {100, of("200ms", "10ms", "1s")},
		"breaker.trials":   {100, count(1, 2)},

		"*.kind":            {0, nil},
		"*.count":           {0, nil},
		"client.sidecar":    {25, part("sidecar")},
		"server.sidecar":    {25, part("sidecar")},
		"*.service":         {60, lawOf("5ms", "0s", "40ms", "200ms")},
		"*.workers":         {50, count(1, 4)},
		"*.queue":           {35, count(0, 5)},
		"*.discipline":      {45, nil},
		"*.patience":        {18, lawOf("20ms", "0s", "300ms")},
		"server.errors":     {20, func(w *world) any { return w.share() }},
		"server.blocking":   {30, nil},
		"server.restart":    {25, of("0s", "300ms")},
		"server.calls":      {0, nil},
		"server.steps":      {0, nil},
		"server.routes":     {0, nil},
		"server.pools":      {0, nil},
		"pool.size":         {100, count(1, 3)},
		"pool.wait":         {40, of("50ms", "0s", "300ms")},
		"pool.waiting":      {30, count(0, 3)},
		"call.to":           {0, nil},
		"call.route":        {0, nil},
		"call.need":         {0, nil},
		"call.fanout":       {0, nil},
		"call.share":        {25, func(w *world) any { return w.share() }},
		"call.demand":       {25, nil},
		"call.request":      {25, nil},
		"call.response":     {25, nil},
		"sidecar.hop":       {40, lawOf("50us", "0s", "1ms")},
		"sidecar.hedge":     {40, of("30ms", "0s", "200ms")},
		"sidecar.service":   {40, lawOf("100us", "0s", "5ms")},
		"sidecar.shares":    {40, nil},
		"balancer.to":       {0, nil},
		"balancer.policy":   {90, nil},
		"balancer.weights":  {0, nil},
		"balancer.refresh":  {20, of("200ms", "1ms", "5s")},
		"balancer.decay":    {30, of("1s", "10ms", "1m")},
		"balancer.service":  {25, lawOf("1ms", "0s")},
		"balancer.health":   {30, part("health")},
		"balancer.reply":    {25, nil},
		"balancer.workers":  {15, count(1, 2)},
		"health.interval":   {100, of("500ms", "100ms")},
		"health.timeout":    {100, of("50ms", "700ms")},
		"health.unhealthy":  {100, count(1, 2)},
		"health.healthy":    {100, count(1, 2)},
		"health.path":       {50, nil},
		"health.demand":     {30, of("0s", "3ms")},
		"broker.durable":    {50, nil},
		"broker.sync":       {30, lawOf("2ms", "0s", "50ms")},
		"broker.service":    {40, lawOf("1ms", "0s", "20ms")},
		"broker.workers":    {20, count(1, 3)},
		"broker.queue":      {12, count(0, 5)},
		"broker.discipline": {20, nil},

		"*.maxConnections":     {15, count(1, 3)},
		"*.backlog":            {15, count(0, 2)},
		"*.overflow":           {0, nil},
		"*.memory":             {15, part("memory")},
		"memory.limit":         {60, of("90KiB", "200KiB", "1MiB")},
		"memory.perConnection": {30, of("20KiB", "1KiB")},
		"memory.thread":        {30, of("64KiB")},
		"memory.restart":       {60, of("1s", "20ms")},

		"link.from":               {0, nil},
		"link.to":                 {0, nil},
		"link.shared":             {20, nil},
		"link.up":                 {15, part("directionPatch")},
		"link.down":               {15, part("directionPatch")},
		"*.latency":               {60, lawOf("10ms", "0s", "80ms")},
		"*.bandwidth":             {25, nil},
		"link.buffer":             {20, of("3KiB", "20KiB")},
		"directionPatch.buffer":   {20, of("3KiB", "20KiB")},
		"*.loss":                  {25, loss},
		"*.bursts":                {12, part("bursts")},
		"bursts.toBad":            {100, func(w *world) any { return []float64{0.05, 0, 1}[w.number("to bad", 0, 2)] }},
		"bursts.toGood":           {100, func(w *world) any { return []float64{0.3, 1, 0.01}[w.number("to good", 0, 2)] }},
		"bursts.loss":             {50, loss},
		"link.drops":              {15, part("drops")},
		"drops.every":             {100, lawOf("500ms", "50ms", "3s")},
		"drops.for":               {50, lawOf("100ms", "0s", "1s")},
		"*.retransmit":            {25, of("50ms", "1ms", "300ms")},
		"*.duplicate":             {22, func(w *world) any { return w.share() }},
		"*.order":                 {30, nil},
		"*.header":                {20, of("0B", "100B")},
		"*.connectTimeout":        {15, of("50ms", "5ms", "1s")},
		"connection.giveUp":       {30, nil},
		"*.connection":            {45, (*world).connection},
		"hop.latency":             {40, lawOf("5ms", "0s", "60ms")},
		"hop.loss":                {12, loss},
		"hop.bandwidth":           {8, nil},
		"hop.buffer":              {8, of("20KiB")},
		"hop.duplicate":           {10, func(w *world) any { return w.share() }},
		"hop.retransmit":          {15, of("50ms", "300ms")},
		"connection.open":         {60, nil},
		"connection.streams":      {35, count(1, 3)},
		"connection.max":          {35, count(1, 3)},
		"connection.waiting":      {25, count(0, 2)},
		"connection.wait":         {25, of("100ms", "5ms")},
		"connection.ports":        {20, count(1, 4)},
		"connection.linger":       {60, of("300ms", "0s", "1m")},
		"connection.lookup":       {20, part("lookup")},
		"lookup.time":             {60, of("20ms", "0s", "300ms")},
		"lookup.ttl":              {60, of("500ms", "0s", "1m")},
		"connection.idle":         {30, of("200ms", "5ms", "2s")},
		"connection.acceptorIdle": {25, of("200ms", "5ms", "2s")},
		"connection.maxAge":       {25, of("300ms", "20ms", "1s")},
		"connection.ageJitter":    {40, func(w *world) any { return w.share() }},
		"connection.grace":        {40, of("100ms", "0s")},
		"balancer.spreads":        {35, nil},
		"balancer.readTimeout":    {15, of("300ms", "20ms", "1s")},
		"*.buffering":             {20, part("buffering")},
		"*.upgrades":              {10, nil},
		"buffering.size":          {100, of("100B", "1KiB", "1B")},
		"connection.retry":        {30, of("1s", "50ms", "1ms")},
		"keys.count":              {100, count(1, 5)},
		"about.keys":              {100, of("user")},
		"about.by":                {40, nil},
		"flow.about":              {30, part("about")},
		"flow.writes":             {20, func(w *world) any { return w.share() }},
		"call.access":             {15, nil},
		"store.cache":             {70, (*world).cache},
		"store.table":             {0, nil},
		"table.lag":               {40, of("300ms", "5ms", "2s")},
		"table.missing":           {30, func(w *world) any { return w.share() }},
		"cache.origin":            {0, nil},
		"cache.coalesce":          {50, nil},
		"cache.eviction":          {50, nil},
		"cache.timeToLive":        {60, of("300ms", "5ms", "2s")},
		"cache.stale":             {30, of("200ms", "2s")},
		"cache.negative":          {40, of("200ms", "2s")},
		"flow.from":               {0, nil},
		"flow.to":                 {0, nil},
		"flow.route":              {0, nil},
		"flow.pattern":            {0, nil},
		"flow.send":               {0, nil},
		"flow.updates":            {0, nil},
		"flow.demand":             {25, nil},
		"flow.idempotent":         {22, nil},
		"flow.poison":             {15, func(w *world) any { return w.share() }},
		"flow.unknown":            {15, func(w *world) any { return w.share() }},
		"flow.priority":           {25, count(-1, 2)},
		"flow.request":            {20, nil},
		"flow.response":           {20, nil},
		"flow.queue":              {12, part("queue")},
		"flow.headers":            {10, part("headers")},
		"flow.objective":          {12, of("300ms", "10ms")},
		"*.arrivals":              {0, nil},
		"*.rate":                  {0, nil},
		"*.totalRate":             {0, nil},
		"*.after":                 {0, nil},
		"*.gap":                   {0, nil},
		"*.times":                 {0, nil},
		"*.think":                 {0, nil},
		"*.burst":                 {0, nil},
		"*.changes":               {0, nil},
		"*.stagger":               {0, nil},
		"*.start":                 {15, of("200ms", "0s")},
		"*.stop":                  {20, of("1800ms")},
		"burst.size":              {100, count(2, 6)},
		"burst.gap":               {60, of("0s", "3ms")},
		"updates.source":          {0, nil},
		"updates.audience":        {0, nil},
		"updates.rooms":           {0, nil},
		"updates.size":            {30, nil},
		"updates.spread":          {22, lawOf("20ms", "0s", "300ms")},
		"*.reconnect":             {70, part("reconnect")},
		"*.prefetch":              {40, count(1, 3)},
		"*.redeliver":             {40, of("300ms", "30ms", "1s")},
		"*.deliveries":            {35, count(1, 3)},
		"*.capacity":              {30, count(1, 5)},
		"*.full":                  {40, nil},
		"*.ack":                   {30, nil},
		"*.confirm":               {30, nil},
		"*.delivery":              {60, nil},
		"headers.delivery":        {12, nil},
		"*.group":                 {40, nil},
		"queue.consumers":         {0, nil},
		"queue.expire":            {20, of("300ms", "10ms")},
		"push.service":            {30, lawOf("2ms", "0s", "30ms")},
		"push.buffer":             {50, count(0, 5)},
		"*.outbox":                {35, part("outbox")},
		"outbox.socket":           {80, of("1B", "600B", "2KiB")},
		"outbox.full":             {90, nil},
		"outbox.limit":            {70, of("600B", "0B", "3KiB")},
		"outbox.soft":             {40, of("300B", "0B")},
		"outbox.softFor":          {90, of("50ms", "300ms")},
		"outbox.keys":             {60, count(1, 3)},
		"shortPolling.stagger":    {30, nil},
		"shortPolling.interval":   {80, of("300ms", "50ms", "2s")},
		"*.join":                  {15, of("300ms", "1s")},
		"longPolling.hold":        {60, of("500ms", "0s", "3s")},
		"longPolling.pause":       {40, of("20ms", "1ms", "100ms")},
		"longPolling.jitter":      {20, of("30ms", "0s")},
		"longPolling.gather":      {20, count(2, 5)},
		"log.partitions":          {70, count(1, 4)},
		"log.batch":               {50, count(1, 5)},
		"log.wait":                {60, of("200ms", "20ms", "1s")},
		"log.commit":              {50, nil},
		"log.order":               {40, nil},
		"log.tries":               {60, count(1, 3)},
		"log.retention":           {25, of("500ms", "50ms", "1ns")},
		"log.begin":               {40, nil},
		"log.session":             {70, of("300ms", "30ms", "1s")},
		"log.working":             {30, of("200ms", "5ms")},
		"log.leave":               {40, nil},
		"log.rebalance":           {50, nil},
		"log.timeout":             {60, of("200ms", "10ms")},
		"pageLoad.objects":        {100, count(0, 4)},
		"upload.size":             {100, of("10KB", "0B", "1KB", "50KB")},
		"upload.chunk":            {90, of("4KB", "1KB", "50KB")},
		"upload.parallel":         {40, count(2, 4)},
		"*.until":                 {20, count(1, 5)},
		"reconnect.backoff":       {60, of("50ms", "5ms", "300ms")},
		"reconnect.factor":        {15, func(w *world) any { return []float64{1, 2}[w.number("factor", 0, 1)] }},
		"reconnect.cap":           {40, of("200ms", "20ms", "1s")},
		"reconnect.jitter":        {50, nil},
		"reconnect.share":         {40, func(w *world) any { return w.share() }},
		"serverSentEvents.jitter": {70, nil},
		"reconnect.timeout":       {40, of("400ms", "30ms")},
		"reconnect.heartbeat":     {40, of("200ms", "20ms")},
	}
	all["fallback.reconnect"] = hint{70, part("waits")}
	for name, value := range map[string]func(*world) any{
		"timeout": of("100ms", "20ms", "1s"), "heartbeat": of("300ms", "100ms"), "hold": of("500ms", "0s"),
	} {
		all["fallback."+name] = hint{70, value}
	}
	all["longPolling.reconnect"] = hint{70, part("waits")}
	all["log.reconnect"] = hint{70, part("waits")}
	for _, name := range []string{"backoff", "factor", "cap", "jitter", "share"} {
		all["waits."+name] = all["reconnect."+name]
	}
	hintTransports(all)
	hintOthers(all)
	return all
}

func of(values ...string) func(*world) any {
	return func(w *world) any { return w.one("one", values...) }
}

func lawOf(means ...string) func(*world) any {
	return func(w *world) any { return w.law(w.one("mean", means...)) }
}

func count(least, most int) func(*world) any {
	return func(w *world) any { return w.number("count", least, most) }
}

func part(name string) func(*world) any {
	return func(w *world) any { return w.draw(name) }
}

func loss(w *world) any { return []float64{0.05, 0.3, 1}[w.number("loss", 0, 2)] }

// clear takes fields away.
func clear(o trial.Object, fields ...string) {
	for _, f := range fields {
		delete(o, f)
	}
}
