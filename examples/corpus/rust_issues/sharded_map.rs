//! A map whose references are guards: that of the shard they point into.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use unhang::{MappedRwLockReadGuard, MappedRwLockWriteGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// With two shards: one for even keys, one for odd ones.
pub struct ShardedMap<V> {
    shards: [RwLock<HashMap<u64, V>>; 2],
}

impl<V> ShardedMap<V> {
    pub fn new(entries: impl IntoIterator<Item = (u64, V)>) -> ShardedMap<V> {
        let map = ShardedMap { shards: [RwLock::default(), RwLock::default()] };
        entries.into_iter().for_each(|(key, value)| map.insert(key, value));
        map
    }

    pub fn get(&self, key: u64) -> Option<MappedRwLockReadGuard<'_, V>> {
        RwLockReadGuard::try_map(self.shard(key).read(), |shard| shard.get(&key)).ok()
    }

    pub fn get_mut(&self, key: u64) -> Option<MappedRwLockWriteGuard<'_, V>> {
        RwLockWriteGuard::try_map(self.shard(key).write(), |shard| shard.get_mut(&key)).ok()
    }

    /// The entry's value, which is put in if there is none.
    pub fn entry(&self, key: u64, value: V) -> MappedRwLockWriteGuard<'_, V> {
        RwLockWriteGuard::map(self.shard(key).write(), |shard| match shard.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(value),
        })
    }

    pub fn insert(&self, key: u64, value: V) {
        self.shard(key).write().insert(key, value);
    }

    fn shard(&self, key: u64) -> &RwLock<HashMap<u64, V>> {
        &self.shards[usize::from(key % 2 == 1)]
    }
}
