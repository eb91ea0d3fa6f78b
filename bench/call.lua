-- One model call as wrk sends it: a chat completion whose body is exactly 1 KB, streamed where BENCH_STREAM is 1.
-- BENCH_KEY is the gateway key; nginx and the stand-in ignore it, and so does the peer, so that all get the same bytes.
local stream = os.getenv("BENCH_STREAM") == "1"
local head = '{"model":"bench-1",'
  .. (stream and '"stream":true,"stream_options":{"include_usage":true},' or "")
  .. '"temperature":0.2,"max_tokens":256,"messages":[{"role":"user","content":"'
local tail = '"}]}'
local filler = "What does a chirograph prove, and to whom? "
local text = string.rep(filler, math.ceil(1024 / #filler))

wrk.method = "POST"
wrk.body = head .. text:sub(1, 1024 - #head - #tail) .. tail
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. (os.getenv("BENCH_KEY") or "none")

-- With BENCH_DELAY a connection waits so many milliseconds before each call.
local pause = tonumber(os.getenv("BENCH_DELAY") or "0")
if pause > 0 then
  function delay()
    return pause
  end
end

-- One line for the program that runs this: calls, seconds, p50 and p99 in microseconds, failures.
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %.6f %.1f %.1f %d\n", summary.requests, summary.duration / 1e6,
    latency:percentile(50.0), latency:percentile(99.0), e.connect + e.read + e.write + e.status + e.timeout))
end
