/**
 * `SlidingWindow` on the server, in one step: the same groups, the same answers.
 *
 * KEYS: a hash (`used`; `shift` and `seen` of the steady clock; the newest group, still open) and a list of the
 * closed groups as `last:size`, oldest first. ARGV: limit, window in ms, most a group may span in ms, and the time
 * in ms, or an empty text for the server's own time, the one clock all nodes share.
 * Answers admitted (0 or 1), used, ms until quota comes back, ms until all of it is back.
 *
 * Either key may be evicted alone: without its groups a window is empty, so `used` is taken from what is there.
 */
export const countScript = `
local limit, window, span = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local state = redis.call('HMGET', KEYS[1], 'used', 'shift', 'seen', 'first', 'last', 'size')
if not state[1] then redis.call('DEL', KEYS[2]) end
local used, shift, seen = tonumber(state[1] or 0), tonumber(state[2] or 0), tonumber(state[3] or 0)
local first, last, size = tonumber(state[4] or 0), tonumber(state[5] or 0), tonumber(state[6] or 0)

local now
if ARGV[4] == '' then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000) + shift
else
  now = tonumber(ARGV[4]) + shift
end
if now < seen then
  shift = shift + seen - now
  now = seen
end

local function split(group)
  local colon = string.find(group, ':', 1, true)
  return tonumber(string.sub(group, 1, colon - 1)), tonumber(string.sub(group, colon + 1))
end

local oldest
while not oldest do
  local group = redis.call('LINDEX', KEYS[2], 0)
  if not group then break end
  local leaves, number = split(group)
  if leaves + window > now then
    oldest = leaves
  else
    used = used - number
    redis.call('LPOP', KEYS[2])
  end
end
if last + window <= now then size = 0 end
if not oldest then used = size end

local admitted = used < limit
if admitted then
  used = used + 1
  if size > 0 and now - first < span then
    last = now
    size = size + 1
  else
    if size > 0 then
      redis.call('RPUSH', KEYS[2], last .. ':' .. size)
      oldest = oldest or last
    end
    first, last, size = now, now, 1
  end
end

local leaves = oldest or last
if used > limit then
  local excess = used - limit
  leaves = last
  for _, group in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
    local at, number = split(group)
    if excess < number then
      leaves = at
      break
    end
    excess = excess - number
  end
end
redis.call('HSET', KEYS[1], 'used', used, 'shift', shift, 'seen', now, 'first', first, 'last', last, 'size', size)
redis.call('PEXPIRE', KEYS[1], window)
redis.call('PEXPIRE', KEYS[2], window)
if used == 0 or limit < 1 then return {0, used, window, used == 0 and 0 or last + window - now} end
return {admitted and 1 or 0, used, leaves + window - now, last + window - now}
`;

/**
 * Keeps the census of nodes. KEYS: a sorted set of node ids by the time they were last seen. ARGV: this node's id,
 * ms after which a node counts as gone. Answers the number of nodes.
 */
export const censusScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])
`;
